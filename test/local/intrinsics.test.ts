import { resolveIntrinsics, type LocalValues } from '../../local/assembly/intrinsics';
import type { Json, Template } from '../../local/assembly/template';

const TEMPLATE: Template = {
  Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
  Mappings: { Regions: { 'us-east-1': { Bits: 64 } } },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
  },
};

const VALUES: LocalValues = {
  refs: new Map([
    ['AWS::Region', 'us-east-1'],
    ['Table', 'tickets'],
  ]),
  attributes: new Map([['Table.Arn', 'arn:aws:dynamodb:us-east-1:000000000000:table/tickets']]),
  otherStacks: {
    exported: (name) => (name === 'Data:Table' ? 'exported-table' : undefined),
    output: (stack, output) => (`${stack}.${output}` === 'Data.Table' ? 'output-table' : undefined),
  },
};

const resolve = (value: Json) => resolveIntrinsics(value, TEMPLATE, VALUES);

test.each<[string, Json, Json | undefined]>([
  ['a text', 'plain', 'plain'],
  ['a number', 3, 3],
  ['Ref', { Ref: 'Table' }, 'tickets'],
  ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['AWS::NoValue', { Ref: 'AWS::NoValue' }, undefined],
  ['AWS::NoValue in a list', [{ Ref: 'AWS::NoValue' }, 'a'], ['a']],
  ['AWS::NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['an object with one key of its own', { Name: { Ref: 'Table' } }, { Name: 'tickets' }],
  [
    'GetAtt as a list',
    { 'Fn::GetAtt': ['Table', 'Arn'] },
    'arn:aws:dynamodb:us-east-1:000000000000:table/tickets',
  ],
  [
    'GetAtt as a text',
    { 'Fn::GetAtt': 'Table.Arn' },
    'arn:aws:dynamodb:us-east-1:000000000000:table/tickets',
  ],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }, 1]] }, 'a-tickets-1'],
  ['Split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
  [
    'Select of a Split',
    { 'Fn::Select': ['1', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
    'aws',
  ],
  ['Join of a Split', { 'Fn::Join': ['/', { 'Fn::Split': [':', 'a:b'] }] }, 'a/b'],
  [
    'Sub',
    { 'Fn::Sub': '${Table} in ${AWS::Region}: ${Table.Arn}' },
    'tickets in us-east-1: arn:aws:dynamodb:us-east-1:000000000000:table/tickets',
  ],
  ['Sub with variables', { 'Fn::Sub': ['${a}${!b}', { a: { Ref: 'Table' } }] }, 'tickets${b}'],
  ['Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
  ['FindInMap', { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'Bits'] }, 64],
  ['If true', { 'Fn::If': ['Yes', { Ref: 'Table' }, 'other'] }, 'tickets'],
  ['If false', { 'Fn::If': ['No', { Ref: 'Bucket' }, 'other'] }, 'other'],
  ['And', { 'Fn::If': ['Both', 1, 2] }, 2],
  ['Or', { 'Fn::If': ['Either', 1, 2] }, 1],
  ['ImportValue', { 'Fn::ImportValue': 'Data:Table' }, 'exported-table'],
  [
    'GetStackOutput',
    { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Table', Region: { Ref: 'AWS::Region' } } },
    'output-table',
  ],
])('%s', (_name, value, expected) => {
  expect(resolve(value)).toEqual({ value: expected, unresolved: [] });
});

test.each<[Json, string]>([
  [{ Ref: 'Bucket' }, 'Ref Bucket (AWS::S3::Bucket)'],
  [{ Ref: 'AWS::NotificationARNs' }, 'Ref AWS::NotificationARNs'],
  [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Fn::GetAtt Bucket.Arn (AWS::S3::Bucket)'],
  [{ 'Fn::Join': ['', ['a', { 'Fn::GetAZs': '' }]] }, 'Fn::GetAZs'],
  [{ 'Fn::Sub': '${Nothing}' }, 'Ref Nothing'],
  [{ 'Fn::ImportValue': 'Else' }, 'Fn::ImportValue Else'],
  [{ 'Fn::GetStackOutput': { StackName: 'A', OutputName: 'B' } }, 'Fn::GetStackOutput A.B'],
  [{ 'Fn::If': ['Missing', 1, 2] }, 'Condition Missing'],
  [{ 'Fn::FindInMap': ['Regions', 'eu-west-1', 'Bits'] }, 'Fn::FindInMap Regions.eu-west-1.Bits'],
  [{ 'Fn::Select': [5, ['a']] }, 'Fn::Select past the end of its list'],
  [{ 'Fn::constructor': 1 }, 'Fn::constructor'],
])('what is not interpreted is reported: %j', (value, unresolved) => {
  expect(resolve(value).unresolved).toEqual([unresolved]);
});
