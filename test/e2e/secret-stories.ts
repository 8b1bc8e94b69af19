import type { FormValue } from '#sandbox/slack/client-form.ts';

/** What a person types and answers for one restore. */
export interface SecretStory {
  readonly command: string;
  readonly answers: Readonly<Record<string, FormValue>>;
  /** The name that the approver types. */
  readonly typed?: string;
  readonly needsNobody?: true;
}

/** One restore at every vendor, by the provider's name; the two last hand something back once. */
export const secretStories: Readonly<Record<string, SecretStory>> = {
  cockroach: {
    command: '/restore crdb-prod database',
    answers: {
      'Source cluster': 'orders-prod',
      Backup: 'Latest',
      'Destination cluster': 'orders-prod',
      Databases: ['payments'],
    },
  },
  prisma: {
    command: '/restore prisma-shop database',
    answers: { 'Source database': 'shop-prod', Backup: 'Latest', 'Database to overwrite': 'shop-staging' },
    typed: 'shop-staging',
  },
  zilliz: {
    command: '/restore zilliz-vectors cluster',
    answers: { 'Source cluster': 'catalogue-prod', Backup: 'Latest' },
    needsNobody: true,
  },
  atlas: {
    command: '/restore atlas-main download',
    answers: { 'Source cluster': 'shop/orders (', Snapshot: 'Latest' },
  },
};
