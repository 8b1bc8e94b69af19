import { loadProviders } from './index.ts';

/** Every provider, loaded: for documents and for the command line. */
export const providers = await loadProviders();
