/** @throws when the server would refuse the number at boot, or every request because of it. */
export function assertBodyLimit(maxBodyBytes: number): void {
  if (Number.isSafeInteger(maxBodyBytes) && maxBodyBytes > 0) return;
  throw new Error(
    `maxBodyBytes is ${maxBodyBytes}; allowed are whole numbers from 1. The default is 1048576.`,
  );
}
