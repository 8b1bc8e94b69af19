import { defined } from '../json.ts';
import { removeMessage } from '../messages.ts';
import {
  addChannel,
  changeChannel,
  changeGroup,
  changeMembers,
  changeUser,
  closeEditWindow,
  messageAt,
} from './change.ts';
import { shownWorkspace } from './looks.ts';
import { type Route, get, post, remove } from './route.ts';
import * as schemas from './schemas.ts';

/** What is done to the workspace and the wire. */
export const workspaceRoutes: readonly Route[] = [
  get('/workspace', ({ stage }) => shownWorkspace(stage.world)),
  get('/calls', ({ stage, query }) => {
    const since = Number(query.get('since') ?? '0');
    const [method, channel] = [query.get('method'), query.get('channel')];
    const calls = stage.world.calls.filter(
      (call) =>
        call.id > since &&
        (method === null || call.method === method) &&
        (channel === null || call.args['channel'] === channel),
    );
    return { calls };
  }),
  remove('/calls', ({ stage }) => {
    stage.world.calls.length = 0;
    stage.world.deliveries.length = 0;
  }),
  get('/deliveries', ({ stage }) => ({ deliveries: stage.world.deliveries })),
  get('/faults', ({ stage }) => ({ faults: stage.world.faults })),
  post('/faults', schemas.fault, ({ stage }, body) => {
    const id = stage.world.newId('F');
    stage.world.faults.push({ ...defined(body), method: body.method, id, left: body.times });
    return { ok: true, id };
  }),
  remove('/faults', ({ stage }) => {
    stage.world.faults.length = 0;
  }),
  get('/sockets', ({ stage }) => ({ sockets: stage.delivery.sockets() })),
  post('/sockets/disconnect', schemas.disconnectRequest, ({ stage }, body) =>
    stage.delivery.disconnect({
      ...(body.id === undefined ? {} : { id: body.id }),
      ...(body.reason === undefined ? {} : { reason: body.reason }),
    }),
  ),
  post('/sockets/deafen', schemas.deafenRequest, ({ stage }, body) => stage.delivery.deafen(body)),
  post('/messages/delete', schemas.messageAt, ({ stage }, body) =>
    removeMessage(stage.world, messageAt(stage.world, body)),
  ),
  post('/messages/close-edit-window', schemas.editWindow, ({ stage }, body) =>
    closeEditWindow(stage.world, body),
  ),
  post('/channels', schemas.newChannel, ({ stage }, body) => ({
    ok: true,
    ...addChannel(stage.world, body),
  })),
  post('/channels/change', schemas.channelChange, ({ stage }, body) => changeChannel(stage.world, body)),
  post('/channels/members', schemas.membersChange, ({ stage }, body) => changeMembers(stage.world, body)),
  post('/users', schemas.userChange, ({ stage }, body) => changeUser(stage.world, body)),
  post('/groups', schemas.groupChange, ({ stage }, body) => changeGroup(stage, body)),
  post('/token', schemas.tokenChange, ({ stage }, { revoked }) => {
    stage.world.settings.tokenRevoked = revoked;
  }),
  post('/clock', schemas.clockChange, ({ stage }, { advanceMs }) => {
    stage.world.advance(advanceMs);
    stage.world.changed({ type: 'workspace' });
    return { ok: true, now: stage.world.now().toISOString() };
  }),
  post('/rate-limit', schemas.rateChange, ({ stage }, body) => {
    const { rateLimit } = stage.world.settings;
    rateLimit.perSecond = body.perSecond ?? rateLimit.perSecond;
    rateLimit.burst = body.burst ?? rateLimit.burst;
    stage.world.buckets.clear();
  }),
];
