import { cockroachTested } from '#test/support/provider-cockroach.ts';
import { describeProvider } from '#test/support/provider-conformance.ts';

describeProvider(cockroachTested);
