/** `npm run docs:data [-- <file>]`: writes the page of what is stored of callers. */
import { writeFileSync } from 'node:fs';
import { PAGE, dataPage } from './page';

const [file = PAGE] = process.argv.slice(2);
void dataPage().then((text) => writeFileSync(file, text));
