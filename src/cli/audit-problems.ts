import type { AuditProblem, Signed } from '#core/audit/problem.ts';

/** What is wrong with an audit, as sentences that follow "The audit is broken: ". */
export function problemText(problem: AuditProblem): string {
  switch (problem.code) {
    case 'entries-missing':
      return missing(problem);
    case 'beginning-missing':
      return `${missing(problem)}, and no rotation is recorded that removed them`;
    case 'out-of-order':
      return `entry ${problem.seq} is where entry ${problem.expected} should be`;
    case 'changed':
      return `${nameOf(problem.what)} was changed after it was written: its mac does not fit`;
    case 'unknown-key':
      return `${nameOf(problem.what)} is signed with the key ${problem.key}, which is not among those given`;
    case 'copied':
      return `entry ${problem.seq} is a copy of an earlier one`;
    case 'not-agreed':
      return `entry ${problem.seq} submits request ${problem.requestId}, and the entries before it have no approval for that`;
    case 'without-predecessor':
      return `entry ${problem.seq} follows an entry that is not there`;
    case 'versions-missing':
      return `${versionOf(problem)}, and the versions before it are missing`;
    case 'version-skipped':
      return `${versionOf(problem)}, and the one before it is version ${problem.before}`;
    case 'chain-broken':
      return `${versionOf(problem)}, and does not follow the one before it`;
    case 'seal-covers-nothing':
      return `${sealOf(problem)} covers nothing that is there`;
    case 'seal-missing':
      return `${sealOf(problem)} does not begin where the seal before it ends; a seal is missing after entry ${problem.after}`;
    case 'seal-chain-broken':
      return `${sealOf(problem)} does not follow the seal before it`;
    case 'not-as-sealed':
      return `entries ${problem.from} to ${problem.to} are not those that were sealed`;
    case 'not-as-exported':
      return 'the lines are not those that the trailer was made for';
    case 'lines-after-trailer':
      return 'there are lines after the trailer';
    case 'unreadable-line':
      return `the line where entry ${problem.seq} should be is neither an entry nor a seal`;
    case 'file-empty':
      return 'the file is empty';
    case 'trailer-missing':
      return 'the file does not end with a trailer; its end was cut off, or an older restorebot exported it';
    case 'export-empty':
      return 'the export is of everything, and has no entries';
    case 'empty':
      return 'it is empty';
    case 'unsealed':
      return `entry ${problem.seq} and those after it have no seal, though it is from ${problem.at.toISOString()}; either no restorebot was running since, or seals were removed`;
    case 'shipped-missing':
      return `${nameOf(problem.what)} was shipped off this machine, and is missing here`;
    case 'shipped-differs':
      return `${nameOf(problem.what)} was shipped off this machine, and is another one here`;
    case 'shipped-empty':
      return 'the shipped file has no lines of an audit';
    case 'behind-card':
      return `${missing(problem)}; the card of request ${problem.requestId} in Slack was written after them`;
    case 'card-without-entries':
      return `request ${problem.requestId} has a card in Slack, and no entries`;
    case 'older-than-card':
      return `the entries of request ${problem.requestId} end at version ${problem.version}, and its card in Slack shows version ${problem.shown}`;
    case 'record-unreadable':
      return `the record of request ${problem.requestId} cannot be read`;
    case 'record-gone':
      return `request ${problem.requestId} has not ended, its record is gone, and no entry says that it left`;
    case 'record-tampered':
      return `the record of request ${problem.requestId} does not verify (${problem.because})`;
    case 'record-differs':
      return `the record of request ${problem.requestId} does not end with its newest entry`;
    case 'record-without-entries':
      return `request ${problem.requestId} has a record, and no entries`;
    case 'not-listed':
      return `entry ${problem.seq} is missing from the list of request ${problem.requestId}`;
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function missing({ from, to }: Range): string {
  return from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
}

function sealOf({ from, to }: Range): string {
  return `the seal over entries ${from} to ${to}`;
}

function nameOf(what: Signed): string {
  switch (what.part) {
    case 'entry':
      return `entry ${what.seq}`;
    case 'seal':
      return sealOf(what);
    case 'trailer':
      return 'the trailer';
  }
}

function versionOf(of: {
  readonly seq: number;
  readonly version: number;
  readonly requestId: string;
}): string {
  return `entry ${of.seq} is version ${of.version} of request ${of.requestId}`;
}
