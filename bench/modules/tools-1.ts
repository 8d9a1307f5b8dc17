import { manyTools } from './many-tools';

export default manyTools(1);
