import { clickInMessage } from '../acts/click.ts';
import { runCommand } from '../acts/command.ts';
import { openHome, runShortcut, writeMessage } from '../acts/shortcut.ts';
import { findUser } from '../acts/stage.ts';
import { closeByPerson, submitView } from '../acts/submit.ts';
import { suggest } from '../acts/suggest.ts';
import { useElementOfView } from '../acts/use-view.ts';
import { homeOf, stackOf } from '../views.ts';
import { channelsOf, messagesIn, shownView, threadIn } from './looks.ts';
import { type ControlRequest, type Route, get, post } from './route.ts';
import * as schemas from './schemas.ts';

function who({ params }: ControlRequest): string {
  return params['user'] ?? '';
}

function asked({ query }: ControlRequest, name: string): string {
  return query.get(name) ?? '';
}

/** What one person sees and does. */
export const personRoutes: readonly Route[] = [
  get('/as/:user/channels', (request) => ({ channels: channelsOf(request.stage.world, who(request)) })),
  get('/as/:user/messages', (request) =>
    messagesIn(request.stage.world, request.stage.baseUrl, who(request), asked(request, 'channel')),
  ),
  get('/as/:user/thread', (request) =>
    threadIn(
      request.stage.world,
      request.stage.baseUrl,
      who(request),
      asked(request, 'channel'),
      asked(request, 'ts'),
    ),
  ),
  get('/as/:user/views', (request) => {
    const { world } = request.stage;
    return { views: stackOf(world, findUser(world, who(request)).id).map(shownView) };
  }),
  get('/as/:user/home', (request) => {
    const { world } = request.stage;
    const home = homeOf(world, findUser(world, who(request)).id);
    return { view: home === undefined ? null : shownView(home) };
  }),
  get('/as/:user/notices', (request) => {
    const { world } = request.stage;
    return { notices: world.notices.get(findUser(world, who(request)).id) ?? [] };
  }),
  post('/as/:user/command', schemas.commandAct, (request, act) =>
    runCommand(request.stage, who(request), act),
  ),
  post('/as/:user/click', schemas.clickAct, (request, act) =>
    clickInMessage(request.stage, who(request), act),
  ),
  post('/as/:user/view/change', schemas.viewElementAct, (request, act) =>
    useElementOfView(request.stage, who(request), act),
  ),
  post('/as/:user/view/click', schemas.viewElementAct, (request, act) =>
    useElementOfView(request.stage, who(request), act),
  ),
  post('/as/:user/view/submit', schemas.viewSubmitAct, (request, act) =>
    submitView(request.stage, who(request), act),
  ),
  post('/as/:user/view/close', schemas.viewCloseAct, (request, act) =>
    closeByPerson(request.stage, who(request), act),
  ),
  post('/as/:user/suggest', schemas.suggestAct, (request, act) => suggest(request.stage, who(request), act)),
  post('/as/:user/shortcut', schemas.shortcutAct, (request, act) =>
    runShortcut(request.stage, who(request), act),
  ),
  post('/as/:user/home/open', schemas.homeAct, (request, act) => openHome(request.stage, who(request), act)),
  post('/as/:user/message', schemas.messageAct, (request, act) =>
    writeMessage(request.stage, who(request), act),
  ),
];
