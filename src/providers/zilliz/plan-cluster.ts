import { defined } from '#core/defined.ts';
import { onlyOne, type Form } from '../kit/form.ts';
import { quoted } from '../kit/words.ts';
import type { Source } from './clusters.ts';
import { isClusterName, longestClusterName, newClusterName } from './names.ts';
import type { PlanParts, Resolved } from './options.ts';
import type { Project } from './schema.ts';

/** The part of a plan that is about the new cluster. */
export function clusterParts({ form, source, backup, projects, suffix }: Resolved): PlanParts | undefined {
  const project = projectIn(projects, form, source);
  const typedName = form.text('cluster_name');
  if (typedName !== '' && !isClusterName(typedName)) {
    const sentence = `Use letters, digits and hyphens only, at most ${longestClusterName}.`;
    form.reject('cluster_name', sentence);
  }
  const cuSize = cuSizeIn(form, source);
  const collectionStatus = form.oneOf('collection_status', ['KEEP', 'RELEASE']);
  const policy = form.oneOf('version_policy', ['', 'LATEST', 'ORIGINAL']);
  const policies = backup?.restoreNewInstancePolicies ?? [];
  if (policy !== '' && policies.length > 0 && !policies.includes(policy)) {
    form.reject('version_policy', `This backup can be restored with ${quoted(policies)} only.`);
  }
  if (source === undefined || project === undefined || cuSize === undefined) return undefined;
  const name = typedName === '' ? newClusterName(source.name, suffix) : typedName;
  return {
    target: { id: `${project.projectId}/${name}`, name },
    options: {
      project: project.projectId,
      cu_size: cuSize,
      collection_status: collectionStatus,
      ...defined({ version_policy: policy || undefined }),
    },
  };
}

/** By id, or by a name that only one has; the source's own where nothing was chosen. */
function projectIn(
  projects: readonly Project[],
  form: Form,
  source: Source | undefined,
): Project | undefined {
  const text = form.text('project');
  const own = source?.projectId;
  const wanted = text === '' ? own : text;
  const found =
    projects.find(({ projectId }) => projectId === wanted) ??
    onlyOne(projects, ({ projectName }) => projectName === text);
  if (found !== undefined || (text === '' && own === undefined)) return found;
  const sentence =
    text === ''
      ? 'The project of the source cannot be seen with this connection: choose one.'
      : `There is no project “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  return form.reject('project', sentence);
}

function cuSizeIn(form: Form, source: Source | undefined): number | undefined {
  const answer = form.value('cu_size');
  const given = typeof answer === 'string' && answer.trim() !== '' ? Number(answer) : answer;
  const size = typeof given === 'number' ? given : source?.cluster?.cuSize;
  if (size === undefined || size === 0) {
    if (source === undefined) return undefined;
    return form.reject('cu_size', 'The size of the source is not known: write one.');
  }
  if (Number.isInteger(size) && size >= 1 && size <= 1024) return size;
  return form.reject('cu_size', 'Write a whole number from 1 to 1024.');
}
