import { startCockroachHarness } from '#test/support/provider-cockroach.ts';
import { describeProvider } from '#test/support/provider-conformance.ts';

describeProvider('cockroach', startCockroachHarness);
