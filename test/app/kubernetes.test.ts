import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const file = 'docs/kubernetes.yaml';
const Manifest = z.looseObject({ apiVersion: z.string(), kind: z.string() });
type Manifest = z.output<typeof Manifest>;

async function manifests(): Promise<readonly Manifest[]> {
  const documents = parseAllDocuments(await readFile(file, 'utf8'), { merge: true });
  return documents.map((document) => Manifest.parse(document.toJS()));
}

/** Where kubernetes-types has the type of a manifest: they are generated from the API's OpenAPI document. */
const modules: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'policy/v1': 'policy/v1',
  'networking.k8s.io/v1': 'networking/v1',
};

/** What the compiler says of the manifests as literals of those types: it refuses unknown keys and wrong types. */
async function problemsOf(all: readonly Manifest[]): Promise<string> {
  // Next to node_modules, so that the types are found.
  const dir = await mkdtemp(join(process.cwd(), 'node_modules/.cache/kubernetes-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const lines = all.map(
    (manifest, at) =>
      `import type { ${manifest.kind} as Kind${at} } from 'kubernetes-types/${modules[manifest.apiVersion] ?? 'unknown'}';
export const manifest${at}: Kind${at} = ${JSON.stringify(manifest)};`,
  );
  const path = join(dir, 'manifests.ts');
  await writeFile(path, `${lines.join('\n')}\n`);
  const args = [
    '--ignoreConfig',
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    path,
  ];
  return promisify(execFile)('tsc', args).then(
    () => '',
    (error: unknown) => z.object({ stdout: z.string() }).parse(error).stdout,
  );
}

test('the manifests for Kubernetes have the keys and types that its API has', async () => {
  expect(await problemsOf(await manifests())).toBe('');
});

test.each([
  [
    'an unknown key',
    'automountServiceAccountToken',
    'automountServiceAccountTokens',
    /automountServiceAccountTokens/,
  ],
  ['an unknown key of a probe', '"periodSeconds":2', '"periodSecond":2', /periodSecond/],
  ['an unknown key of a container', '"readOnlyRootFilesystem"', '"readOnlyRootFileSystem"', /FileSystem/],
  ['an unknown key of a disruption budget', '"minAvailable"', '"minimumAvailable"', /minimumAvailable/],
  ['an unknown key of a network policy', '"namespaceSelector"', '"namespacesSelector"', /namespacesSelector/],
  ['a wrong type', '"replicas":2', '"replicas":"two"', /string.*number/],
  ['a missing key', '"name":"restorebot","image"', '"image"', /'name' is missing/],
])('%s in them is found', async (_, right, wrong, says) => {
  const text = JSON.stringify(await manifests());
  expect(text).toContain(right);

  expect(await problemsOf(z.array(Manifest).parse(JSON.parse(text.replace(right, wrong))))).toMatch(says);
});

const Pod = z.looseObject({
  automountServiceAccountToken: z.literal(false),
  terminationGracePeriodSeconds: z.number().min(25),
  securityContext: z.looseObject({ runAsNonRoot: z.literal(true) }),
  containers: z.array(
    z.looseObject({
      args: z.array(z.enum(['--role=bot', '--role=worker'])),
      envFrom: z.tuple([z.strictObject({ secretRef: z.object({ name: z.string() }) })]),
      livenessProbe: z.looseObject({ httpGet: z.looseObject({ path: z.literal('/healthz') }) }),
      readinessProbe: z.looseObject({ httpGet: z.looseObject({ path: z.literal('/readyz') }) }),
      securityContext: z.looseObject({
        allowPrivilegeEscalation: z.literal(false),
        readOnlyRootFilesystem: z.literal(true),
        capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
      }),
    }),
  ),
});
const Deployment = z.looseObject({
  spec: z.looseObject({
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: Pod,
    }),
  }),
});

test('each role runs without root, with a file system that it cannot write to, and is disrupted one at a time', async () => {
  const all = await manifests();
  const deployments = all.filter(({ kind }) => kind === 'Deployment').map((each) => Deployment.parse(each));
  const budgets = all
    .filter(({ kind }) => kind === 'PodDisruptionBudget')
    .map((each) => JSON.stringify(each));

  expect(deployments.map(({ spec }) => spec.template.spec.containers[0]?.args)).toEqual([
    ['--role=bot'],
    ['--role=worker'],
  ]);
  for (const { spec } of deployments) {
    expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
    expect(budgets.filter((budget) => budget.includes(JSON.stringify(spec.selector)))).toHaveLength(1);
  }
});
