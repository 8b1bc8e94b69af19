/** Parts of a restorebot.yaml, each of which is accepted. */
export const examples = {
  presets: `presets:
  - name: payments-back
    description: The payments database as of the newest backup
    connection: crdb-prod
    kind: database
    source: orders-prod
    options: { backup: latest, into: orders-prod, databases: payments }
  - name: orders-cluster # asks for the backup
    connection: crdb-prod
    kind: cluster
    source: orders-prod
    options: { into: orders-staging }
`,
  two: `rules:
  - name: production, in place
    match: { connections: [crdb-prod], impacts: [in-place] }
    ask: { groups: [S0ONCALL] }
    approve:
      quorum: 2
      groups: [S0ONCALL, S0DBA]
      atLeast: { S0DBA: 1 }
    window: 30m
    escalate: { after: 20m, users: [U0DUTYMANAGER] }
`,
  denied: `rules:
  - name: payments are restored by hand
    effect: deny
    match: { targets: [payments-*] }
    reason: Call the payments team; their runbook says how.
  - name: everything else
    ask: { groups: [S0ONCALL] }
    approve: { groups: [S0DBA] }
`,
  glass: `rules:
  - name: production
    ask: { groups: [S0ONCALL] }
    approve: { groups: [S0DBA] }
    breakGlass:
      groups: [S0ONCALL]
      reviewers: { groups: [S0DBA] }
      tell: { channels: [C0INCIDENTS], users: [U0DUTYMANAGER] }
      reviewWithin: 12h
`,
  objectives: `objectives:
  - name: production
    match: { tags: { env: prod* } }
    rpo: 1h
    rto: 2h
    overRpo: warn
  - name: payments
    match: { targets: [payments-*] }
    rpo: 15m
    overRpo: acknowledge
`,
  freezes: `freezes:
  - name: the weekend
    effect: deny
    match: { impacts: [in-place] }
    times: { days: [Fri], at: '18:00', for: 62h, zone: Europe/Berlin }
    breakGlass: passes
  - name: the end of the year
    effect: deny
    times: { from: '2026-12-20T00:00', until: '2027-01-03T00:00', zone: Europe/Berlin }
    pending: end
`,
  checks: `checks:
  - name: orders are there
    match: { connections: [crdb-prod], targets: [orders-prod] }
    sql:
      query: SELECT count(*) FROM orders
      expect: { min: 100000 }
      database: orders
      user: restorebot_reader
      password: \${CRDB_READER_PASSWORD}
  - name: the newest order is fresh
    match: { connections: [crdb-prod], targets: [orders-prod] }
    timeout: 1m
    sql:
      query: SELECT max(created_at) FROM orders
      expect: { freshWithin: 30m }
      database: orders
      user: restorebot_reader
      password: \${CRDB_READER_PASSWORD}
  - name: vectors answer
    match: { connections: [zilliz-vectors] }
    webhook:
      url: https://checks.example.com/restorebot
      key: \${CHECK_WEBHOOK_KEY}
`,
} as const;
