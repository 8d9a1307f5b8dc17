import { App } from 'aws-cdk-lib';
import { VerifyStack } from './stack';

const app = new App();
new VerifyStack(app, 'CdkMcpServiceVerify', { suffix: String(app.node.tryGetContext('suffix')) });
