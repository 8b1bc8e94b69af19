import { auditExport } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import { checksTry } from './checks-try.ts';
import type { Command } from './command.ts';
import { configCheck } from './config-check.ts';
import { configExplain } from './config-explain.ts';
import { configSchemaCommand } from './config-schema.ts';
import { doctor } from './doctor/index.ts';
import { historyRebuild } from './history-rebuild.ts';
import { historyVerified } from './history-verified.ts';
import { pause, paused, resume } from './pause.ts';
import { start } from './start.ts';

/** Every command; the words of none begin another. */
export const commands: readonly Command[] = [
  start,
  doctor,
  pause,
  resume,
  paused,
  configCheck,
  configExplain,
  configSchemaCommand,
  checksTry,
  auditExport,
  auditVerify,
  historyRebuild,
  historyVerified,
];
