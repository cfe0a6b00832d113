// Checks a SignalR server by what it does on the wire: ./dev conformance URL
import { writeFileSync } from 'node:fs';
import { chooser, readCases } from './cases.mjs';
import { asJson, resultLines, summaryLines } from './report.mjs';
import { runCases, Server } from './runner.mjs';

const kUsage = `./dev conformance URL   checks a SignalR server by what it does on the wire

URL                     the test hub (tools/conformance/README.md says what it has to do)
--header 'NAME: VALUE'  sent with every request; may be repeated
--only C55,C60-C70      these cases only
--transport ws|sse|lp   how cases connect that work over any transport (default ws)
--protocol NAME         json (default) or messagepack, for cases that work in either
--time-scale F          run the cases that wait on the hub \`quick\`, whose timers are scaled by F
--slow                  run the cases that wait in real time: about two minutes
--variant NAME=URL      where a variant of the hub is; default URL/NAME; may be repeated
--plain                 the hub is any hub: only cases that need neither the test methods nor the test hub's options
--origin URL            a page that the server lets in (CORS)
--stop-command CMD      stops the server; the case that needs it runs last
--patience SECONDS      for what should come at once (default 5)
--no-skips              a case that is skipped counts as one that failed
--insecure              take any TLS certificate
--json FILE             write the results for machines
--list                  tell what there is, run nothing

Ends with 0 when nothing failed, 1 when something did, 2 when the command makes no sense or no server answers.
`;

class Usage extends Error {}

function pair(text, separator, option) {
  const at = text.indexOf(separator);
  if (at < 1) throw new Usage(`${option} has "${text}", without a "${separator}"`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function oneOf(option, value, choices) {
  if (!choices.includes(value)) throw new Usage(`${option} is one of ${choices.join(', ')}, not "${value}"`);
  return value;
}

function scale(value) {
  const number = Number(value);
  if (!(number > 0 && number <= 1)) throw new Usage(`--time-scale is above 0 and at most 1, not "${value}"`);
  return number;
}

function seconds(value) {
  if (!(Number(value) > 0)) throw new Usage(`--patience is a number of seconds, not "${value}"`);
  return Number(value) * 1_000;
}

function headerName(name) {
  return name.toLowerCase() === 'authorization' ? 'Authorization' : name;
}

const kFlags = {
  '--slow': (options) => (options.slow = true),
  '--plain': (options) => (options.plain = true),
  '--no-skips': (options) => (options.noSkips = true),
  '--insecure': (options) => (options.insecure = true),
  '--list': (options) => (options.list = true),
};

const kValues = {
  '--header': (options, value) => {
    const [name, text] = pair(value, ':', '--header');
    options.headers[headerName(name)] = text;
  },
  '--only': (options, value) => (options.only = value),
  '--transport': (options, value) => (options.transport = oneOf('--transport', value, ['ws', 'sse', 'lp'])),
  '--protocol': (options, value) => (options.protocol = oneOf('--protocol', value, ['json', 'messagepack'])),
  '--time-scale': (options, value) => (options.timeScale = scale(value)),
  '--variant': (options, value) => {
    const [name, url] = pair(value, '=', '--variant');
    options.variants[name] = url;
  },
  '--origin': (options, value) => (options.origin = value),
  '--stop-command': (options, value) => (options.stopCommand = value),
  '--patience': (options, value) => (options.patienceMs = seconds(value)),
  '--json': (options, value) => (options.json = value),
};

function readOptions(args) {
  const options = { headers: {}, variants: {} };
  const rest = [...args];
  while (rest.length > 0) {
    const [name, inline] = rest[0].startsWith('--') && rest[0].includes('=') ? pair(rest[0], '=', rest[0]) : [rest[0]];
    rest.shift();
    if (kFlags[name]) kFlags[name](options);
    else if (kValues[name]) {
      const value = inline ?? rest.shift();
      if (value === undefined) throw new Usage(`${name} needs a value`);
      kValues[name](options, value);
    } else if (name.startsWith('-')) throw new Usage(`no option ${name}`);
    else if (options.url) throw new Usage(`two URLs: ${options.url} and ${name}`);
    else options.url = name;
  }
  if (options.url && !/^https?:\/\//.test(options.url)) throw new Usage(`"${options.url}" is no http or https URL`);
  if (!options.url && !options.list) throw new Usage('which URL?');
  if (options.protocol === 'messagepack' && options.transport === 'sse') throw new Usage('event streams have no MessagePack');
  return options;
}

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(kUsage);
    return 0;
  }
  let options;
  let cases;
  try {
    options = readOptions(args);
    const chosen = chooser(options.only);
    cases = readCases().filter(({ id }) => chosen(id));
    if (cases.length === 0) throw new Usage(`no case is called ${options.only}`);
  } catch (error) {
    process.stderr.write(`conformance: ${error.message}\n${error instanceof Usage ? `\n${kUsage}` : ''}`);
    return 2;
  }
  const print = (lines) => process.stdout.write(`${lines.join('\n')}\n`);
  if (options.list) {
    print(cases.map(({ id, title, needs = [] }) => `${id.padEnd(5)} ${title}${needs.length ? ` [${needs.join(', ')}]` : ''}`));
    return 0;
  }
  // Without a server every case would say the same.
  const { status, why } = await new Server(options).probe('default');
  if (status === 0) {
    process.stderr.write(`conformance: no server answers at ${options.url}: ${why}\n`);
    return 2;
  }
  const results = await runCases(cases, options, (result) => print(resultLines(result)));
  print(summaryLines(results));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(asJson(options, results), null, 2)}\n`);
  return results.some(({ result }) => result === 'failed' || (options.noSkips && result === 'skipped')) ? 1 : 0;
}

// Connections of failed cases may linger.
process.exit(await main(process.argv.slice(2)));
