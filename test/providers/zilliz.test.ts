import { describeProvider } from '#test/support/provider-conformance.ts';
import { startZillizHarness } from '#test/support/provider-zilliz.ts';

describeProvider('zilliz', startZillizHarness);
