import { type SlackAnswer, type SlackClientDeps, webClientOf } from './slack-client.ts';
import { readSlackError } from './slack-failure.ts';

/**
 * Asks for the address of a socket with the app-level token (apps.connections.open, which needs `connections:write`).
 * Nothing connects to that address, so no delivery is taken from a bot that runs. Does not throw.
 */
export async function tryAppToken(deps: SlackClientDeps): Promise<SlackAnswer<true>> {
  try {
    await webClientOf(deps).apiCall('apps.connections.open');
    return { type: 'ok', value: true };
  } catch (error) {
    return readSlackError(error);
  }
}
