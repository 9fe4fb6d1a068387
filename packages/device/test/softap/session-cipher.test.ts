import { generateKeyPairSync } from 'node:crypto';
import { decryptForSession, encryptForSession } from '../../src/softap/session-cipher.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const sessionKey = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })).toString('base64');

describe('the session cipher', () => {
  it.each(['', 'wpa-passphrase', 'pässwörd €', 'x'.repeat(245)])('gives back what was encrypted: %j', (secret) => {
    expect(decryptForSession(privateKey, encryptForSession(sessionKey, secret))).toBe(secret);
  });

  it('rejects a secret that does not fit an RSA-2048 block', () => {
    expect(() => encryptForSession(sessionKey, 'x'.repeat(246))).toThrow(
      expect.objectContaining({ code: 'secret-too-long' }),
    );
  });

  it('rejects a session key that is no PEM public key', () => {
    expect(() => encryptForSession('bm8ga2V5', 'secret')).toThrow(
      expect.objectContaining({ code: 'session-key-invalid' }),
    );
  });

  it('gives nothing for a text made for another key', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = encryptForSession(
      Buffer.from(other.publicKey.export({ type: 'spki', format: 'pem' })).toString('base64'),
      'secret',
    );
    expect(decryptForSession(privateKey, foreign)).not.toBe('secret');
    expect(decryptForSession(privateKey, 'AAAA')).toBeUndefined();
    expect(decryptForSession(privateKey, Buffer.alloc(256, 0xff).toString('base64'))).toBeUndefined();
  });
});
