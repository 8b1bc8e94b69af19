import type { ListenerDeps } from '../deps.ts';
import { openForm } from '../open-form.ts';
import { prefill } from '../prefill.ts';
import type { CommandCall } from '../wrap.ts';
import { audit } from './audit.ts';
import { help } from './help.ts';
import { status } from './status.ts';

/** `/restore`, `/restore help`, `/restore status [id]`, `/restore audit <id>`, `/restore <connection> <kind> [source]` */
export async function restore(deps: ListenerDeps, call: CommandCall): Promise<void> {
  const [word = '', ...rest] = call.text.trim().split(/\s+/u);
  switch (word.toLowerCase()) {
    case 'help':
      return help(deps, call);
    case 'status':
      return status(deps, call, rest[0]);
    case 'audit':
      return audit(deps, call, rest[0]);
    default:
      return openForm(deps, call, (offers) => prefill(deps, offers, call.text));
  }
}
