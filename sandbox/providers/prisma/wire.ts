import type { Backup, Database, Project, Source, Status, Workspace, World } from './world.ts';

/** The vendor's JSON, as its API document has it; ids get their prefixes here. */

const api = 'https://api.prisma.io/v1';

const regions: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'eu-central-1': 'Europe (Frankfurt)',
};

export function databaseId(id: string): string {
  return `db_${id}`;
}

export function workspaceJson({ id, name, createdAt }: Workspace): object {
  return {
    id: `wksp_${id}`,
    type: 'workspace',
    url: `${api}/workspaces/wksp_${id}`,
    name,
    createdAt: createdAt.toISOString(),
  };
}

export function projectJson(project: Project, { workspaces }: World): object {
  const workspace = workspaces.find(({ id }) => id === project.workspaceId);
  return {
    id: `proj_${project.id}`,
    type: 'project',
    url: `${api}/projects/proj_${project.id}`,
    name: project.name,
    logicalId: null,
    createdAt: project.createdAt.toISOString(),
    defaultRegion: null,
    workspace: {
      id: `wksp_${project.workspaceId}`,
      url: `${api}/workspaces/wksp_${project.workspaceId}`,
      name: workspace?.name ?? '',
    },
  };
}

function sourceJson(source: Source): object {
  return source.type === 'empty' ? source : { ...source, databaseId: databaseId(source.databaseId) };
}

/** `shown`: the status and the source in this answer. */
export function databaseJson(
  database: Database,
  { projects }: World,
  shown: { readonly status: Status; readonly source: Source },
): object {
  const id = databaseId(database.id);
  const project = projects.find((each) => each.id === database.projectId);
  const at = { id, url: `${api}/databases/${id}`, name: database.name };
  const connectionId = `con_${database.id}`;
  const { host, port, user, password, region } = database;
  return {
    ...at,
    type: 'database',
    status: shown.status,
    createdAt: database.createdAt.toISOString(),
    isDefault: database.isDefault,
    defaultConnectionId: connectionId,
    connections: [
      {
        id: connectionId,
        type: 'connection',
        url: `${api}/connections/${connectionId}`,
        name: 'default',
        createdAt: database.createdAt.toISOString(),
        kind: 'postgres',
        endpoints: { direct: { host, port }, pooled: { host: `pooled.${host}`, port } },
        directConnection: { host, pass: password, user },
        database: at,
      },
    ],
    project: {
      id: `proj_${database.projectId}`,
      url: `${api}/projects/proj_${database.projectId}`,
      name: project?.name ?? '',
    },
    region: { id: region, name: regions[region] ?? region },
    source: sourceJson(shown.source),
    branchId: null,
    logicalId: null,
  };
}

export function backupJson({ id, type, createdAt, status, data }: Backup): object {
  return {
    id,
    type: 'backup',
    backupType: type,
    createdAt: createdAt.toISOString(),
    status,
    ...(status === 'completed' ? { size: 12_000_000 + data.length * 1_000 } : {}),
  };
}
