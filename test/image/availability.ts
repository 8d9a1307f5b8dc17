import { spawnSync } from 'node:child_process';

const INSTALL_LIMIT_MS = 120_000;

/** Why images cannot be built and run here; nothing when they can. In CI buildah is installed where that is possible. */
export function whyUnavailable(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root, for namespaces and other users';
  if (!works('unshare', ['-m', 'true'])) return 'no mount namespace can be made here';
  if (works('buildah', ['--version'])) return undefined;
  if (process.env.CI !== 'true') return 'buildah is not installed: apt-get install -y buildah';
  const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends buildah';
  const installed = works('sh', ['-c', install]) && works('buildah', ['--version']);
  return installed ? undefined : 'buildah is not installed, and apt-get cannot install it';
}

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: INSTALL_LIMIT_MS }).status === 0;
}
