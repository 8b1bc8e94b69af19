import { z } from 'zod';
import { counted } from '#core/amounts.ts';
import { LooseNumber, OptionalText, orElse } from '../kit/wire-values.ts';
import { majorOf } from '../kit/words.ts';
import type { ClusterRef } from './paths.ts';

/** Which of Atlas' APIs a cluster is restored by; a free one (M0) by none. */
export type Family = 'dedicated' | 'flex' | 'tenant' | 'free';

/** A cluster of any family, as far as a restore asks. */
export interface Cluster extends ClusterRef {
  readonly id: string;
  readonly family: Family;
  /** `IDLE`, `CREATING`, `UPDATING`, `DELETING`, `REPAIRING` */
  readonly state: string;
  readonly paused: boolean;
  /** `8.0`; `undefined` where the API shows no version. */
  readonly majorVersion: string | undefined;
  /** 0: a replica set. */
  readonly shards: number;
  /** `DEDICATED`, `EMBEDDED`; sharded clusters only. */
  readonly configServer?: string | undefined;
  /** `NONE`, or who holds the customer's key: `AWS`, `AZURE`, `GCP`. */
  readonly encryption: string;
  readonly pointInTime: boolean;
  /** Deleting it is forbidden; restoring over it is not. */
  readonly isProtected: boolean;
  /** Of one node. */
  readonly diskGb: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

const Flag = orElse(z.boolean(), false);

const Hardware = z
  .object({ instanceSize: OptionalText, effectiveInstanceSize: OptionalText, diskSizeGB: LooseNumber })
  .nullish();
const RegionConfig = z.object({ providerName: OptionalText, electableSpecs: Hardware });
const ReplicationSpec = z.object({ regionConfigs: z.array(RegionConfig).nullish() });

/** `ResourceTag[]`; a key stands once on a resource. */
const Tags = orElse(z.array(z.object({ key: z.string(), value: z.string() })), []).transform((tags) =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value])),
);

/** What every answer about a cluster has. */
const Base = z.object({
  id: z.string().min(1),
  groupId: z.string().min(1),
  name: z.string().min(1),
  stateName: z.string(),
  mongoDBVersion: OptionalText,
  terminationProtectionEnabled: Flag,
  tags: Tags,
});

function baseOf({ id, groupId, name, stateName, ...answer }: z.output<typeof Base>) {
  const { mongoDBVersion, terminationProtectionEnabled: isProtected, tags } = answer;
  const majorVersion = majorOf(mongoDBVersion);
  return { id, projectId: groupId, name, state: stateName, majorVersion, isProtected, tags };
}

/** `ClusterDescription20240805`; one replication spec for each shard. */
export const ClusterAnswer = Base.extend({
  clusterType: z.string(),
  paused: Flag,
  mongoDBMajorVersion: OptionalText,
  encryptionAtRestProvider: OptionalText,
  pitEnabled: Flag,
  configServerType: OptionalText,
  replicationSpecs: orElse(z.array(ReplicationSpec), []),
}).transform(({ replicationSpecs: specs, ...answer }): Cluster => {
  const region = specs[0]?.regionConfigs?.[0];
  return {
    ...baseOf(answer),
    family: familyOf(region),
    paused: answer.paused,
    majorVersion: majorOf(answer.mongoDBMajorVersion ?? answer.mongoDBVersion),
    shards: answer.clusterType === 'REPLICASET' ? 0 : Math.max(1, specs.length),
    configServer: answer.configServerType,
    encryption: answer.encryptionAtRestProvider ?? 'NONE',
    pointInTime: answer.pitEnabled,
    diskGb: region?.electableSpecs?.diskSizeGB,
  };
});

function familyOf(region: z.output<typeof RegionConfig> | undefined): Family {
  if (region?.providerName !== 'TENANT') return region?.providerName === 'FLEX' ? 'flex' : 'dedicated';
  const size = region.electableSpecs?.effectiveInstanceSize ?? region.electableSpecs?.instanceSize;
  if (size === 'FLEX') return 'flex';
  return size === 'M2' || size === 'M5' ? 'tenant' : 'free';
}

/** `FlexClusterDescription20241113`. */
export const FlexAnswer = Base.extend({
  providerSettings: z.object({ diskSizeGB: LooseNumber }).nullish(),
}).transform((answer): Cluster => ({
  ...baseOf(answer),
  family: 'flex',
  paused: false,
  shards: 0,
  encryption: 'NONE',
  pointInTime: false,
  diskGb: answer.providerSettings?.diskSizeGB,
}));

/** `M10+ replica set`, `sharded cluster, 3 shards`, `Flex cluster`: for a select and a fingerprint. */
export function familyWords({ family, shards }: Pick<Cluster, 'family' | 'shards'>): string {
  switch (family) {
    case 'dedicated':
      return shards === 0 ? 'replica set' : `sharded, ${counted(shards, 'shard')}`;
    case 'flex':
      return 'Flex';
    case 'tenant':
      return 'M2/M5';
    case 'free':
      return 'M0';
  }
}
