import { testMutations } from './_fuzz.js';

testMutations(10_000);
