/**
 * Which folder of a package may import from which others: the house plan below the level of packages. A folder that is not
 * named here may not exist. Files beside the folders (`errors.ts`) may be imported by all; `index.ts` and what puts the parts
 * together may import all. Checked by check-arrows.mjs.
 */
export const arrows = {
  'packages/fleet/src': {
    contract: [],
    config: ['contract'],
    registration: ['contract'],
    telemetry: ['contract'],
    alerts: ['contract'],
    commands: ['contract'],
    view: ['contract', 'alerts'],
    energy: [],
  },
  'packages/rules/src': {
    value: [],
    topic: [],
    message: ['value', 'topic'],
    'functions/time': [],
    functions: ['value', 'message', 'functions/time'],
    'sql/tree': [],
    'sql/parse': ['sql/tree', 'topic'],
    'sql/compile': ['sql/tree', 'sql/parse', 'functions', 'message', 'value'],
    'sql/check': ['sql/tree', 'sql/parse', 'sql/compile', 'functions', 'value'],
    'sql/explain': ['sql/tree', 'sql/parse', 'sql/compile', 'message', 'value', 'topic'],
    threshold: ['sql/tree', 'sql/parse', 'value', 'topic'],
    alert: ['threshold', 'sql/compile', 'value'],
  },
  // What is fast is a second set of readers: nothing but what puts the verifier together knows that it is there.
  'packages/manifest/src': {
    platform: [],
    'platform/node': ['platform'],
    'platform/web': ['platform'],
    encoding: ['platform'],
    container: ['encoding'],
    jws: ['container', 'encoding', 'platform'],
    payload: ['encoding'],
    certificate: ['encoding'],
    chain: ['certificate', 'encoding', 'jws', 'payload', 'platform'],
    trust: ['certificate', 'chain', 'encoding', 'jws', 'platform'],
    verify: ['certificate', 'chain', 'container', 'encoding', 'jws', 'payload', 'platform', 'trust'],
    fast: ['certificate', 'container', 'encoding', 'jws', 'payload'],
  },
  'packages/device/src': {
    appliance: [],
    'secure-element': [],
    softap: [],
    'simulated-cord': ['appliance', 'secure-element', 'softap'],
  },
  'packages/local/src': {
    clock: [],
    view: [],
    pki: [],
    mqtt: ['pki'],
    rules: [],
    http: ['view', 'lake/protocol'],
    'earlier-database/duckdb': [],
    'earlier-database/migrations': ['earlier-database/duckdb'],
    'earlier-database': ['earlier-database/duckdb', 'earlier-database/migrations'],
    'stores/heart': [],
    stores: ['stores/heart', 'rules'],
    // What lies in `lake/process` runs in a process of its own: the rest of the lake knows its calls alone.
    'lake/files': [],
    'lake/protocol': ['stores/heart'],
    'lake/process': ['lake/files', 'lake/protocol', 'stores/heart', 'earlier-database', 'earlier-database/duckdb'],
    lake: ['lake/files', 'lake/protocol', 'stores', 'stores/heart'],
    simulation: ['pki'],
    doctor: ['http', 'pki', 'stores', 'stores/heart', 'lake/files', 'earlier-database'],
  },
  'apps/cli/src': {
    ports: [],
    terminal: ['ports'],
    'commands/dev': ['ports', 'terminal'],
    'commands/devices': ['ports', 'terminal'],
    'commands/manifest': ['ports', 'terminal'],
    'commands/doctor': ['ports', 'terminal'],
    'commands/query': ['ports', 'terminal'],
  },
  // A part of the page (alerts, devices, problems, status) knows no other part: what both need lies beside them.
  'apps/dashboard/src': {
    format: [],
    link: [],
    styles: [],
    telemetry: [],
    charts: ['format', 'telemetry'],
    view: ['format', 'link'],
    alerts: ['format', 'view'],
    devices: ['charts', 'format', 'telemetry', 'view'],
    problems: ['format'],
    status: ['format', 'link', 'view'],
  },
  'packages/aws-constructs/src': {
    shared: [],
    rules: ['shared'],
    registration: ['shared'],
    telemetry: ['shared', 'rules'],
    alerts: ['shared', 'rules'],
    commands: ['shared', 'rules'],
    energy: ['shared', 'telemetry'],
    operations: ['shared', 'registration', 'telemetry', 'alerts', 'commands'],
  },
};

/** More files than this, and a room wants rooms of its own. */
export const MOST_FILES_IN_A_FOLDER = 15;
