import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage, CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import type { ToolsBundle } from '../tools/bundle';

const NODE_IMAGE = 'public.ecr.aws/docker/library/node:24-slim';

/**
 * The build stage runs on the machine that builds, whatever it is, and sets the modes that a checkout's umask
 * may have taken; the last stage only copies, so that nothing of the other architecture is ever run.
 */
const DOCKERFILE = `FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /server
COPY . .
RUN rm Dockerfile && chmod -R a=rX .

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /server
COPY --from=build /server .
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "node.mjs"]
`;

/** A release of this kit may change the file and nothing of a bundle. */
const DOCKERFILE_HASH = createHash('sha256').update(DOCKERFILE).digest('hex').slice(0, 12);

/** Of the container's process: 0.0.0.0 is the entry's default. */
export const CONTAINER_PORT = 8080;

/** Built when the stack is deployed, not when it is synthesized. */
export function serverImage(bundle: ToolsBundle, architecture: CpuArchitecture): ContainerImage {
  return ContainerImage.fromAsset(imageContext(bundle), {
    platform: architecture === CpuArchitecture.ARM64 ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
  });
}

/** The bundle with the file that says how to make an image of it, beside the bundle in the cache. */
export function imageContext({ directory }: ToolsBundle): string {
  const context = `${directory}-image-${DOCKERFILE_HASH}`;
  if (existsSync(context)) return context;
  const draft = mkdtempSync(join(dirname(directory), 'draft-'));
  cpSync(directory, draft, { recursive: true });
  writeFileSync(join(draft, 'Dockerfile'), DOCKERFILE);
  try {
    renameSync(draft, context);
  } catch (error) {
    // Another synth was faster.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(context)) throw error;
  }
  return context;
}
