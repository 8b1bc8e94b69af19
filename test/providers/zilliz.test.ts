import { describeProvider } from '#test/support/provider-conformance.ts';
import { zillizTested } from '#test/support/provider-zilliz.ts';

describeProvider(zillizTested);
