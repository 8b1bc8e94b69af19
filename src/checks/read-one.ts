import { type Connection, DatabaseError, type FieldDef, type Submittable } from 'pg';

export type ReadOne =
  /** `text`: as the server writes it; `null`: NULL. */
  | { readonly type: 'value'; readonly text: string | null; readonly oid: number }
  | { readonly type: 'no-row' }
  /** More than one row or column. */
  | { readonly type: 'not-one-value' }
  /** The statement returns no rows whatever happens, so it was not run. */
  | { readonly type: 'no-rows' };

/** What `pg` hands a query besides the connection: the messages of the protocol. */
interface Described {
  readonly fields: readonly FieldDef[];
}
interface Row {
  readonly fields: readonly (string | null)[];
}

/**
 * One statement in the extended protocol, of which at most two rows leave the server. The protocol itself refuses a
 * second statement, and what returns no rows (a write, COMMIT, DO, COPY) is found out before it is run
 * (postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY). `pg`'s own query reads on after a limit.
 */
export function readOne(text: string): { readonly query: Submittable; readonly read: Promise<ReadOne> } {
  const { promise, resolve, reject } = Promise.withResolvers<ReadOne>();
  const rows: (readonly (string | null)[])[] = [];
  let fields: readonly FieldDef[] = [];
  let connection: Connection | undefined;
  const notRun = (): void => connection?.sync();
  const query = {
    submit(to: Connection): void {
      connection = to;
      to.on('noData', notRun);
      to.parse({ name: '', text, types: [] }, true);
      to.describe({ type: 'S', name: '' }, true);
      to.flush();
    },
    handleRowDescription({ fields: described }: Described): void {
      fields = described;
      if (fields.length !== 1) return connection?.sync();
      connection?.bind({ portal: '', statement: '', values: [] }, true);
      connection?.execute({ portal: '', rows: '2' }, true);
      connection?.sync();
    },
    handleDataRow({ fields: values }: Row): void {
      rows.push(values);
    },
    handleCommandComplete(): void {},
    handlePortalSuspended(): void {},
    handleEmptyQuery(): void {},
    handleError(error: Error): void {
      connection?.off('noData', notRun);
      if (error instanceof DatabaseError) connection?.sync();
      reject(error);
    },
    handleReadyForQuery(): void {
      connection?.off('noData', notRun);
      resolve(answer());
    },
  };

  function answer(): ReadOne {
    const [field] = fields;
    if (field === undefined) return { type: 'no-rows' };
    const [row] = rows;
    if (fields.length > 1 || rows.length > 1) return { type: 'not-one-value' };
    if (row === undefined) return { type: 'no-row' };
    return { type: 'value', text: row[0] ?? null, oid: field.dataTypeID };
  }

  return { query, read: promise };
}
