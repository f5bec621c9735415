import { testMutations } from './_fuzz.js';

testMutations(1000);
