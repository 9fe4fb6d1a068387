import { collect, type Declare } from '../../group.js';

export const declareManifest: Declare = (manifest, bind) => {
  manifest
    .command('verify')
    .description('check signatures, signers, chains and identities of manifest files')
    .argument('<file...>', 'manifests, JSON or zip; - is stdin')
    .option('--at <date>', 'judge validity at this date instead of today')
    .option('--allow-test-signer', "take Microchip's test signer", false)
    .option('--signer <pem>', 'trust this log signer too; may be given several times', collect)
    .option('--root <pem>', 'trust this device root too; may be given several times', collect)
    .addHelpText(
      'after',
      [
        '\nExit status: 0 all verified, 6 some refused, 1 all refused.',
        '\nExamples:',
        '  cord manifest verify delivery.json',
        '  cord manifest verify --signer signer.pem --root root.pem delivery.json',
        '  cord manifest verify --json delivery.zip > verdicts.ndjson',
      ].join('\n'),
    )
    .action(bind(async () => (await import('./verify.js')).runManifestVerify));
};
