import { manyTools } from './many-tools';

export default manyTools(200);
