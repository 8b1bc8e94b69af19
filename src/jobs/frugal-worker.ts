import { DelayedError, type Job, Worker } from 'bullmq';

/**
 * A worker that asks Redis for a job only where something says that there may be one: the marker, on which it waits
 * and which BullMQ's scripts set for each job that is added, due or taken, or the time at which the next one is due.
 * BullMQ's own asks twice more for each job that sleeps until later, in vain.
 */
export class FrugalWorker extends Worker {
  #hasJustTaken = false;

  /** Taking a job sets the marker again, in the same script; the wait that follows returns at once and asks then. */
  protected override async moveToActive(token: string, name?: string): Promise<Job> {
    if (this.#hasJustTaken) {
      this.#hasJustTaken = false;
      return this.nextJobFromJobData();
    }
    const job = await super.moveToActive(token, name);
    this.#hasJustTaken = Boolean(job);
    return job;
  }

  /** After a job that sleeps the main loop asks, unless it waits on the marker anyway. */
  protected override handleFailed(
    ...[error, job, token, fetchNext, span]: Parameters<Worker['handleFailed']>
  ) {
    const mayFetch = error instanceof DelayedError ? () => false : fetchNext;
    return super.handleFailed(error, job, token, mayFetch, span);
  }

  /** The connection that it shares belongs to somebody else. */
  override disconnect(): Promise<void> {
    return this.getBackend().disconnectBlocking(false);
  }
}
