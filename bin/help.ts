/** Everything there is, a line each. */
export const OVERVIEW = `cdk-mcp-service <command>

On this machine
  start         Runs the MCP server of the CDK app in this folder
  backtest      Tries its alarms on simulated days and incidents

In an AWS account, with your own credentials
  deploy        Deploys it, and says what is left to do until the first call
  user          Lets people in, puts them into groups, shuts them out
  switch        Stops a tool, caller, agent or tenant within 15 seconds
  approvals     Shows what waits for a person, and takes the decision
  resolve       Ends a call whose outcome nobody knows
  erase         Erases what the state tables hold of one caller
  rotate-keys   A new key for what hosts and browsers are handed
  destroy       Destroys it, and says what is kept

cdk-mcp-service <command> --help tells its options.`;

/** What a command takes. */
export const HELP = {
  start: `cdk-mcp-service start    Runs the MCP server of the CDK app in this folder on this machine.

  --port <number>     Port on 127.0.0.1 (default: PORT, or else 8787; 0 takes a free one)
  --seed <file>       Script that fills the tables, in TypeScript or JavaScript
  --app <command>     Command that runs the app (default: "app" of cdk.json)
  --service <path>    Construct path of the service, when the app has several
  --auth              People log in as in the cloud, at a stand-in for the Cognito user pool`,

  backtest: `cdk-mcp-service backtest [--seeds 1,2,3] [--fresh 20] [--write <file> | --check <file>]
                        Tries the alarms of the app in this folder on 30 simulated days and on incidents.

  --seeds, --fresh    Seeds to use, and how many new ones to add
  --write, --check    Writes the table of the seeds, or fails when it is another
  -c key=value        Context for the app
  --app <command>     Command that runs the app (default: "app" of cdk.json)
  --service <path>    Construct path of the service, when the app has several`,

  deploy: `cdk-mcp-service deploy --email you@example.com [--stack <name>] [--yes]
                        Deploys the app in this folder with your own AWS credentials.

  --email <address>   Who logs in first and gets the alarms: the app reads it from the context "email".
                      Give the same each time: another one invites somebody else
  --stack <name>      Which stack, when the app has several
  --yes               Asks nothing before rights are widened
  --app <command>     Command that runs the app (default: "app" of cdk.json)
  -c key=value        More context for the app`,

  user: `cdk-mcp-service user add <email> [--group <name>]… [--resend]
cdk-mcp-service user remove <email> [--delete | --group <name>…]
cdk-mcp-service user list
cdk-mcp-service user groups <email>
                        Each with --pool <UserPoolId> (an output of the stack), or --stack <name>.

  --group <name>      add: into this group. remove: out of it, and the person stays
  --resend            Mails a new password to somebody who has not logged in yet
  --delete            Deletes the person instead of disabling them`,

  switch: `cdk-mcp-service switch list --table <name>
cdk-mcp-service switch off <tool|caller|agent|tenant> <name> --reason <why> --table <name>
cdk-mcp-service switch on <tool|caller|agent|tenant> <name> --table <name>
                        Stops something while the service runs, without a deployment.

  --table <name>      The service's idempotency table (an output of the stack)
  --reason <why>      For whoever finds it later
  --operator <name>   Who does it, for the audit (default: the user of this machine)`,

  approvals: `cdk-mcp-service approvals list --table <name>
cdk-mcp-service approvals show <id> --table <name>
cdk-mcp-service approvals approve <id> [--reason <why>] --table <name>
cdk-mcp-service approvals deny <id> --reason <why> --table <name>
cdk-mcp-service approve <id> … and cdk-mcp-service deny <id> … are the same
                        Shows the calls that wait for a person, and takes one decision for each.

  --table <name>      The service's idempotency table (an output of the stack)
  --reason <why>      For whoever asked, and for the audit
  --operator <name>   Who decides, for the audit (default: the user of this machine)
  --audit-log <name>  Log group of approvals (an output of the stack): also keeps the decision there
  --service <name>    Name of the service: also tells of the decision, as an event`,

  resolve: `cdk-mcp-service resolve executed|not-executed --id <id> --reason <why> --table <name>
cdk-mcp-service resolve executed|not-executed --key <key> --tool <name> --subject <caller>
                        [--tenant <name>] --reason <why> --table <name>
                        Ends a call whose outcome nobody knows, after you have looked.

  --id <id>           idempotencyId of the call's line
  --key <key>         Or the key that its caller sent
  --table <name>      The service's idempotency table (an output of the stack)
  --operator <name>   Who does it, for the audit (default: the user of this machine)`,

  erase: `cdk-mcp-service erase --subject <sub> [--tenant <name>] [--tool <name>]… [--including-recent]
                        [--yes --reason <why>] --table <name> --limits-table <name>
                        Erases what the state tables hold of one caller: results of calls, tickets, counters.
                        Lists what it would do; with --yes it does it.

  --table <name>      The service's idempotency table (an output of the stack)
  --limits-table <n>  The service's limits table (an output of the stack)
  --tool <name>       A tool whose counter to look for, besides those of the caller's records
  --including-recent  Also forgets that kept calls ran: a retry with the same key then runs AGAIN
  --operator <name>   Who does it, for the audit (default: the user of this machine)`,

  'rotate-keys': `cdk-mcp-service rotate-keys --keys <arn> [--yes]
cdk-mcp-service rotate-keys --keys <arn> --retire <kid> [--force] [--yes]
                        A new key for what hosts and browsers are handed; what was made with the old ones
                        stays good until they are retired. Says what it would do; with --yes it does it.

  --keys <arn>        The key's secret (outputs SealingKeys and RegistrationKeys of the stack)
  --stack <name>      Or the stack whose output it is
  --registrations     It is the key of registered client ids: retiring an epoch breaks them
  --retire <kid>      Ends an epoch, once nothing that was made with it is about any more
  --force             Ends it before that
  --refresh-days <n>  Life time of refresh tokens in the user pool (default: 30)`,

  destroy: `cdk-mcp-service destroy [--stack <name>] [--yes]
                        Destroys the stack of the app in this folder, and says what is kept and how it goes.

  --stack <name>      Which stack, when the app has several
  --yes               Asks nothing
  --email <address>   For an app that does not run without (default: nobody@example.com)
  --app <command>     Command that runs the app (default: "app" of cdk.json)
  -c key=value        More context for the app`,
} as const;
