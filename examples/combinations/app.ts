import { App } from 'aws-cdk-lib';
import { COMBINATIONS, addCombination } from './stacks';

const app = new App();
for (const name of Object.keys(COMBINATIONS)) addCombination(app, name);
