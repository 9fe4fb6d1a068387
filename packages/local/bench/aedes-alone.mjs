// The broker library with nothing around it but TLS.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import { Aedes } from 'aedes';

const [port, key, cert] = process.argv.slice(2);
const broker = await Aedes.createBroker();
const options = { key: readFileSync(key), cert: readFileSync(cert), requestCert: true, rejectUnauthorized: false };
createServer(options, (socket) => {
  socket.on('error', () => {});
  broker.handle(socket);
}).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit());
