import { createHash, randomBytes } from 'node:crypto';
import { clusterIds } from './providers/cockroach/dataset.ts';
import type { Seed } from './slack/options.ts';

/** Tokens of the fake Slack; worth nothing anywhere else. */
export const sandboxTokens = {
  botToken: 'xoxb-sandbox',
  appToken: 'xapp-sandbox',
  signingSecret: 'sandbox-signing-secret',
} as const;

/** The workspace that a newcomer meets: people of each standing, places where the bot is and where it is not. */
export const workspace: Seed = {
  teamId: 'T0SHOP',
  teamName: 'Shop',
  botUserId: 'U0RESTOREBOT',
  appId: 'A0RESTOREBOT',
  users: [
    { id: 'U0ANA', name: 'ana', realName: 'Ana Duarte', displayName: 'Ana' },
    { id: 'U0BEN', name: 'ben', realName: 'Ben Okafor', displayName: 'Ben' },
    { id: 'U0CLEO', name: 'cleo', realName: 'Cleo Marchetti', displayName: 'Cleo' },
    { id: 'U0DORA', name: 'dora', realName: 'Dora Lind', displayName: 'Dora' },
    { id: 'U0GUS', name: 'gus', realName: 'Gus (contractor)', displayName: 'Gus', is_restricted: true },
    { id: 'U0HANK', name: 'hank', realName: 'Hank (left in May)', displayName: 'Hank', deleted: true },
  ],
  groups: [
    { id: 'S0ONCALL', handle: 'oncall', name: 'On-call', members: ['U0ANA', 'U0BEN'] },
    { id: 'S0DBA', handle: 'dba', name: 'Database team', members: ['U0BEN', 'U0CLEO', 'U0HANK'] },
  ],
  channels: [
    {
      id: 'C0INCIDENTS',
      name: 'incidents',
      members: ['U0ANA', 'U0BEN', 'U0CLEO', 'U0DORA', 'U0GUS', 'U0RESTOREBOT'],
    },
    { id: 'C0GENERAL', name: 'general', members: ['U0ANA', 'U0BEN', 'U0CLEO', 'U0DORA', 'U0RESTOREBOT'] },
    { id: 'G0WARROOM', name: 'war-room', is_private: true, members: ['U0ANA', 'U0BEN', 'U0CLEO'] },
    { id: 'D0ANABEN', name: 'ana-ben', members: ['U0ANA', 'U0BEN'] },
  ],
};

/** What has always gone wrong before the newcomer arrives: a migration dropped this database of this cluster. */
export const incident = { cluster: clusterIds.ordersProd, database: 'payments' } as const;

/** The login that the sandbox's Postgres takes: a role that can only SELECT. */
export const sqlReader = { user: 'restorebot_reader', password: 'sandbox-reader' } as const;

/** A cluster whose network blocks every check. */
export const unreachableCluster = clusterIds.billingProd;

interface Places {
  readonly redisUrl: string;
  readonly slackApiUrl: string;
  /** How the bot is reached: `slack` in restorebot.yaml. */
  readonly slackSettings: Readonly<Record<string, unknown>>;
  /** As in restorebot.yaml: name → provider and settings. */
  readonly connections: Readonly<Record<string, object>>;
}

/** Begins every key of a sandbox; a real restorebot has another one. */
export const sandboxPrefix = '{restorebot-sandbox}';

/** The same at every start: a Redis at REDIS_URL may hold an older record. */
const auditKey = createHash('sha256').update('restorebot-sandbox').digest('base64');

/** Longer waits than a real server needs: PGlite starts with the first check. */
const reader = `user: ${sqlReader.user}, password: ${sqlReader.password}`;

/** The configuration of the sandbox's bot, with shorter waits. */
export function sandboxConfig({ redisUrl, slackApiUrl, slackSettings, connections }: Places): string {
  return `
slack: ${JSON.stringify({ ...slackSettings, apiUrl: slackApiUrl })}
redis:
  url: ${redisUrl}
  prefix: '${sandboxPrefix}'
connections: ${JSON.stringify(connections)}
secrets:
  keys: ['${randomBytes(32).toString('base64')}']
audit:
  keys: ['${auditKey}']
  readers: { users: [U0DORA] }
pause:
  by: { groups: [S0DBA] }
rules:
  - name: billing needs two, one of them of the database team
    match: { targets: [billing-prod], impacts: [in-place] }
    ask: { groups: [S0ONCALL, S0DBA] }
    approve: { quorum: 2, groups: [S0ONCALL, S0DBA], users: [U0DORA], atLeast: { S0DBA: 1 } }
    window: 30m
    escalate: { after: 20m, users: [U0DORA] }
    breakGlass:
      groups: [S0ONCALL]
      users: [U0CLEO]
      reviewers: { groups: [S0DBA], users: [U0DORA] }
      tell: { channels: [C0GENERAL], users: [U0DORA] }
      reviewWithin: 1h
  - name: in place needs the database team
    match: { impacts: [in-place] }
    ask: { groups: [S0ONCALL, S0DBA] }
    approve: { quorum: 1, groups: [S0DBA] }
    window: 30m
  - name: a vector cluster next to the others needs nobody
    match: { connections: [zilliz-vectors], kinds: [cluster], impacts: [new-target] }
    ask: { groups: [S0ONCALL, S0DBA] }
    approve: nobody
  - name: anything else needs one colleague
    ask: { groups: [S0ONCALL, S0DBA] }
    approve: { quorum: 1, groups: [S0DBA] }
objectives:
  - name: shop
    match: { targets: [shop-prod] }
    rpo: 15m
    rto: 1h
    overRpo: acknowledge
presets:
  - name: payments-back
    description: The payments database as of the newest backup
    connection: crdb-prod
    kind: database
    source: orders-prod
    options: { backup: latest, into: orders-prod, databases: payments }
  - name: orders-of-an-hour-ago
    description: Another database of orders-prod, from an older backup
    connection: crdb-prod
    kind: database
    source: orders-prod
    options: { into: orders-prod }
checks:
  - name: payments are there
    match: { connections: [crdb-prod], targets: [orders-prod] }
    timeout: 1m
    sql: { query: SELECT count(*) FROM payments, expect: { min: 10000 }, database: payments, ${reader} }
  - name: the newest payment is fresh
    match: { connections: [crdb-prod], targets: [orders-prod] }
    timeout: 1m
    sql:
      query: SELECT max(created_at) FROM payments
      expect: { freshWithin: 30m }
      database: payments
      ${reader.replaceAll(', ', '\n      ')}
  - name: rides are there
    match: { connections: [crdb-prod], targets: [orders-staging] }
    timeout: 1m
    sql: { query: SELECT count(*) FROM rides, expect: { min: 1 }, database: movr, ${reader} }
  - name: orders are there
    match: { connections: [prisma-shop], targets: [shop-prod] }
    timeout: 1m
    sql: { query: SELECT count(*) FROM orders, expect: { min: 10000 }, ${reader} }
  - name: invoices are there
    match: { connections: [crdb-prod], targets: [billing-prod] }
    timeout: 1m
    sql: { query: SELECT count(*) FROM invoices, expect: { min: 1 }, database: invoices, ${reader} }
intervals:
  hold: 5s
  settle: 5s
  findEvery: 1s
  lookFirst: 1s
  lookMax: 3s
  sweepEvery: 2s
  overdue: 5s
  editEvery: 200ms
  homeEvery: 1s
health: { port: 0, host: 127.0.0.1 }
log: { level: warn }
`;
}
