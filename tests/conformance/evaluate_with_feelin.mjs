// Evaluates FEEL expressions with the npm package feelin: a JSON list of { source, scope } on standard input,
// a JSON list of values on standard output. Values that JSON does not have are tagged: { "$": type, "v": text }.
import { FeelDate, FeelDateTime, FeelDuration, FeelFunction, FeelRange, FeelTime, evaluate } from 'feelin';

const TEMPORAL = [[FeelDateTime, 'date and time'], [FeelDate, 'date'], [FeelTime, 'time'], [FeelDuration, 'duration']];

function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'not finite' };
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'function' || value instanceof FeelFunction) return { $: 'function' };
  if (value instanceof FeelRange) {
    return {
      $: 'range',
      v: [plain(value.start), plain(value.end), value['start included'], value['end included']],
    };
  }
  for (const [type, name] of TEMPORAL) {
    if (value instanceof type) return { $: name, v: String(value) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}

let input = '';
for await (const chunk of process.stdin) input += chunk;

const results = JSON.parse(input).map(({ source, scope }) => {
  try {
    return plain(evaluate(source, scope).value);
  } catch (error) {
    return { $: 'error', v: String(error.message).slice(0, 200) };
  }
});
process.stdout.write(JSON.stringify(results));
