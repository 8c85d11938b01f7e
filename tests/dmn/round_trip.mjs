// Reads each file as dmn-js does and writes it as dmn-js does; prints the files that change, one JSON object.
import { readFileSync } from 'node:fs';
import { DmnModdle } from 'dmn-moddle';

const moddle = new DmnModdle();
const changed = {};
for (const file of process.argv.slice(2)) {
  const source = readFileSync(file, 'utf8');
  const { rootElement, warnings } = await moddle.fromXML(source);
  const { xml } = await moddle.toXML(rootElement, { format: true });
  if (warnings.length || xml !== source) {
    changed[file] = warnings.map((warning) => warning.message);
  }
}
process.stdout.write(JSON.stringify(changed));
