/** What `npm run synth` accepts of cdk-nag's findings. That nothing else is found is that command's to prove. */
import { App, Validations } from 'aws-cdk-lib';
import { McpAuth } from 'cdk-mcp-service';
import { addCombination } from '../../examples/combinations/stacks';
import { NAMES } from './combinations';

const app = new App();
const cognito = McpAuth.cognito({ firstUser: 'ana@example.com', machines: { nightly: ['read'] } });
const services = [
  ...NAMES.map((name) => addCombination(app, name)),
  addCombination(app, 'RestApiLambda', { auth: cognito }, 'RestApiLambdaCognito'),
];
const accepted = app.node
  .findAll()
  .flatMap(({ node }) => node.metadata.map((entry) => ({ path: node.path, ...entry })))
  .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
  .map(({ path, data }) => ({ path, text: JSON.stringify(data) }));

test('they are few, and each says why', () => {
  const distinct = new Set(accepted.map(({ text }) => text));
  expect(distinct.size).toBeGreaterThan(0);
  const rules = [...distinct].flatMap((text) =>
    [...text.matchAll(/AwsSolutions-[A-Z0-9]+/g)].map(([rule]) => rule),
  );
  expect(new Set(rules)).toEqual(
    new Set(
      [
        'APIG1',
        'APIG2',
        'APIG4',
        'APIG6',
        'COG4',
        'COG8',
        'EC23',
        'ECS2',
        'ECS4',
        'ELB2',
        'IAM5',
        'SMG4',
        'VPC7',
      ].map((rule) => `AwsSolutions-${rule}`),
    ),
  );
  // Two reasons for IAM5, on two roles.
  expect(rules.length).toBeLessThanOrEqual(15);
});

test('none is about what the server itself may do', () => {
  const roles = services.map(({ node, runtime }) =>
    runtime.kind === 'lambda' ? `${node.path}/Role` : `${node.path}/Task/TaskRole`,
  );
  expect(accepted.filter(({ path }) => roles.some((role) => path.startsWith(role)))).toEqual([]);
});
