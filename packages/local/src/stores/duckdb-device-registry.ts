import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateStatus, DeviceDirectory, DeviceRegistry, Principal, RegisteredThing } from '@cord/fleet';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readRows, textOf, type Row } from './duckdb/rows.js';

/** Things and certificates in DuckDB, with AWS IoT's own notions: ids, status, attachments, policy. */
export class DuckDbDeviceRegistry implements DeviceRegistry, DeviceDirectory {
  readonly #connection: DuckDBConnection;

  static async open(database: DuckDBInstance): Promise<DuckDbDeviceRegistry> {
    return new DuckDbDeviceRegistry(await database.connect());
  }

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined> {
    const things = await readRows(this.#connection, 'SELECT 1 FROM things WHERE thing_name = $1', [thingName]);
    if (things.length === 0) return undefined;
    const rows = await readRows(
      this.#connection,
      'SELECT certificate_id FROM thing_certificates WHERE thing_name = $1',
      [thingName],
    );
    return rows.map((row) => textOf(row, 'certificate_id'));
  }

  async createThing(thing: { thingName: string; attributes: Readonly<Record<string, string>> }): Promise<void> {
    await this.#connection.run('INSERT INTO things (thing_name, attributes) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      thing.thingName,
      JSON.stringify(thing.attributes),
    ]);
  }

  async registerCertificate(certificatePem: string): Promise<{ certificateId: string; status: CertificateStatus }> {
    const certificateId = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
    await this.#connection.run(
      `INSERT INTO certificates (certificate_id, pem, status) VALUES ($1, $2, 'active') ON CONFLICT DO NOTHING`,
      [certificateId, certificatePem],
    );
    const principal = await this.findPrincipal(certificateId);
    return { certificateId, status: principal?.status ?? 'active' };
  }

  async attachCertificate(thingName: string, certificateId: string): Promise<void> {
    await this.#connection.run('INSERT INTO thing_certificates VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      thingName,
      certificateId,
    ]);
  }

  async attachPolicy(certificateId: string): Promise<void> {
    await this.#connection.run(
      'UPDATE certificates SET has_policy = true WHERE certificate_id = $1 AND NOT has_policy',
      [certificateId],
    );
  }

  async findPrincipal(certificateId: string): Promise<Principal | undefined> {
    const [row] = await readRows(
      this.#connection,
      'SELECT status, has_policy FROM certificates WHERE certificate_id = $1',
      [certificateId],
    );
    if (row === undefined) return undefined;
    const things = await readRows(
      this.#connection,
      'SELECT thing_name FROM thing_certificates WHERE certificate_id = $1',
      [certificateId],
    );
    return {
      certificateId,
      status: readStatus(row),
      hasPolicy: row['has_policy'] === true,
      thingNames: things.map((thing) => textOf(thing, 'thing_name')),
    };
  }

  async setCertificateStatus(certificateId: string, status: CertificateStatus): Promise<boolean> {
    const rows = await readRows(
      this.#connection,
      'UPDATE certificates SET status = $2 WHERE certificate_id = $1 RETURNING certificate_id',
      [certificateId, status],
    );
    return rows.length > 0;
  }

  async listThings(): Promise<readonly RegisteredThing[]> {
    const rows = await readRows(
      this.#connection,
      `SELECT t.thing_name, t.attributes, epoch_ms(t.created_at) AS created_at_ms, c.certificate_id, c.status
         FROM things t LEFT JOIN thing_certificates USING (thing_name) LEFT JOIN certificates c USING (certificate_id)
         ORDER BY t.thing_name`,
    );
    const rowsOf = new Map<string, Row[]>();
    for (const row of rows) {
      const thingName = textOf(row, 'thing_name');
      rowsOf.set(thingName, [...(rowsOf.get(thingName) ?? []), row]);
    }
    return [...rowsOf].map(([thingName, ofThing]) => readThing(thingName, ofThing));
  }

  close(): void {
    this.#connection.closeSync();
  }
}

/** From one row for each of its certificates, or one without. */
function readThing(thingName: string, rows: readonly Row[]): RegisteredThing {
  const [first = {}] = rows;
  return {
    thingName,
    attributes: JSON.parse(textOf(first, 'attributes')) as Record<string, string>,
    createdAtMs: Number(first['created_at_ms']),
    certificates: rows
      .filter((row) => row['certificate_id'] !== null)
      .map((row) => ({ certificateId: textOf(row, 'certificate_id'), status: readStatus(row) })),
  };
}

function readStatus(row: Row): CertificateStatus {
  return row['status'] === 'active' ? 'active' : 'inactive';
}
