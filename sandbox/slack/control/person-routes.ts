import type { z } from 'zod';
import { clickInMessage } from '../acts/click.ts';
import { runCommand } from '../acts/command.ts';
import { openHome, runShortcut, writeMessage } from '../acts/shortcut.ts';
import { findUser, type Stage } from '../acts/stage.ts';
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

function does<Act>(
  path: string,
  schema: z.ZodType<Act>,
  run: (stage: Stage, user: string, act: Act) => unknown,
): Route {
  return post(`/as/:user${path}`, schema, (request, act) => run(request.stage, who(request), act));
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
  does('/command', schemas.commandAct, runCommand),
  does('/click', schemas.clickAct, clickInMessage),
  does('/view/change', schemas.viewElementAct, useElementOfView),
  does('/view/click', schemas.viewElementAct, useElementOfView),
  does('/view/submit', schemas.viewSubmitAct, submitView),
  does('/view/close', schemas.viewCloseAct, closeByPerson),
  does('/suggest', schemas.suggestAct, suggest),
  does('/shortcut', schemas.shortcutAct, runShortcut),
  does('/home/open', schemas.homeAct, openHome),
  does('/message', schemas.messageAct, writeMessage),
];
