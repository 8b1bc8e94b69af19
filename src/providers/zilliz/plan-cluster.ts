import { textOf } from '../kit/answers.ts';
import { quoted } from '../kit/words.ts';
import { isClusterName, longestClusterName, newClusterName } from './names.ts';
import { oneOf, type Errors, type PlanParts, type Resolved } from './plan-parts.ts';
import type { Project } from './schema.ts';

/** The part of a plan that is about the new cluster. */
export function clusterParts(
  { input, source, backup, projects, suffix }: Resolved,
  errors: Errors,
): PlanParts | undefined {
  const project = projectIn(projects, textOf(input['project']), source?.projectId, errors);
  const typedName = textOf(input['cluster_name']);
  if (typedName !== '' && !isClusterName(typedName)) {
    errors['cluster_name'] = `Use letters, digits and hyphens only, at most ${longestClusterName}.`;
  }
  const cuSize = cuSizeIn(input['cu_size'], source?.cluster?.cuSize, source !== undefined, errors);
  const collectionStatus = oneOf(
    input['collection_status'],
    'collection_status',
    ['KEEP', 'RELEASE'],
    errors,
  );
  const policy = oneOf(input['version_policy'], 'version_policy', ['', 'LATEST', 'ORIGINAL'], errors);
  const policies = backup?.restoreNewInstancePolicies ?? [];
  if (policy !== '' && policies.length > 0 && !policies.includes(policy)) {
    errors['version_policy'] = `This backup can be restored with ${quoted(policies)} only.`;
  }
  if (source === undefined || project === undefined || cuSize === undefined) return undefined;
  const name = typedName === '' ? newClusterName(source.name, suffix) : typedName;
  return {
    target: { id: `${project.projectId}/${name}`, name },
    options: {
      project: project.projectId,
      cu_size: cuSize,
      collection_status: collectionStatus,
      ...(policy === '' ? {} : { version_policy: policy }),
    },
  };
}

/** By id, or by a name that only one has; the source's own where nothing was chosen. */
function projectIn(
  projects: readonly Project[],
  text: string,
  own: string | undefined,
  errors: Errors,
): Project | undefined {
  const named = projects.filter(({ projectName }) => projectName === text);
  const wanted = text === '' ? own : text;
  const found =
    projects.find(({ projectId }) => projectId === wanted) ?? (named.length === 1 ? named[0] : undefined);
  if (found === undefined && text !== '') {
    errors['project'] =
      `There is no project “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  }
  if (found === undefined && text === '' && own !== undefined) {
    errors['project'] = 'The project of the source cannot be seen with this connection: choose one.';
  }
  return found;
}

function cuSizeIn(
  answer: Resolved['input'][string] | undefined,
  own: number | undefined,
  sourceKnown: boolean,
  errors: Errors,
): number | undefined {
  const given = typeof answer === 'string' && answer.trim() !== '' ? Number(answer) : answer;
  const size = typeof given === 'number' ? given : own;
  if (size === undefined || size === 0) {
    if (sourceKnown) errors['cu_size'] = 'The size of the source is not known: write one.';
    return undefined;
  }
  if (!Number.isInteger(size) || size < 1 || size > 1024) {
    errors['cu_size'] = 'Write a whole number from 1 to 1024.';
    return undefined;
  }
  return size;
}
