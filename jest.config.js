const swc = [
  '@swc/jest',
  {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  },
];

// The SDK would fill the output with a notice about the Node that runs the tests.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // jose ships ES modules only, which jest cannot require on every Node that is supported.
  transform: { '\\.ts$': swc, '/node_modules/jose/.+\\.js$': swc },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  moduleNameMapper: {
    // An import that waits names the file that it is compiled to.
    '^(\\./desk-page)\\.js$': '$1',
    '^cdk-mcp-service$': '<rootDir>/lib/index.ts',
    '^cdk-mcp-service/tools$': '<rootDir>/lambda/tools/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdk.out', '<rootDir>/test/.+/node_modules'],
  testTimeout: 60_000,
  // A test that fails before it stops what it started must not hold the run.
  forceExit: true,
};
