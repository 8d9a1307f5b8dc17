import { CustomDataIdentifier, DataIdentifier, DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';

/**
 * What nobody reads in the log who may not unmask it (`logs:Unmask`). The server redacts what it writes; this is
 * for what a tool or a library writes past it. Mail addresses are left: operators look for people by them.
 */
export function logProtection(): DataProtectionPolicy {
  return new DataProtectionPolicy({
    name: 'credentials',
    description: 'Masks credentials that reach the log',
    identifiers: [
      DataIdentifier.AWSSECRETKEY,
      DataIdentifier.OPENSSHPRIVATEKEY,
      DataIdentifier.PGPPRIVATEKEY,
      DataIdentifier.PKCSPRIVATEKEY,
      DataIdentifier.PUTTYPRIVATEKEY,
      new CustomDataIdentifier('AwsAccessKeyId', 'A[KS]IA[A-Z2-7]{16}'),
      // Two of the three parts begin with an opening brace, in base64url.
      new CustomDataIdentifier(
        'JsonWebToken',
        'eyJ[A-Za-z0-9_-]{8,}[.]eyJ[A-Za-z0-9_-]{8,}[.][A-Za-z0-9_-]{8,}',
      ),
    ],
  });
}
