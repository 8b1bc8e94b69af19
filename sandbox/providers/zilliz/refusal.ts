/** An error of the vendor: mostly HTTP 200 with a code, docs.zilliz.com/reference/restful/error-codes-v2. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, message: string, status = 200, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

export const refusals = {
  key: () => new Refusal(21_119, 'The apikey is illegal', 401),
  owner: () =>
    new Refusal(96_015, 'You do not have permission to operate. Org owner or project owner is needed.'),
  project: () =>
    new Refusal(96_005, 'Invalid projectId. The projectId should be like proj-xxxxxxxxxxxxxxxxxxxxxx.'),
  scope: () => new Refusal(96_016, 'You do not have permission to operate. Please check your Apikey scope.'),
  cluster: () => new Refusal(96_018, 'Cluster not found.'),
  serverless: () => new Refusal(96_022, 'Serverless cluster does not support this operation.'),
  job: () => new Refusal(96_026, 'Job not found. Please check your request parameter.'),
  /** The vendor documents no code for this. */
  backup: () => new Refusal(96_999, 'Backup not found.'),
  collection: (why: string) => new Refusal(96_039, `Failed to restore collection backup. ${why}`),
  newCluster: (why: string) => new Refusal(96_040, `Failed to restore cluster backup. ${why}`),
} as const;
