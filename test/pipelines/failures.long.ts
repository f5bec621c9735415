/** Every stage of two pipelines fails once, and each run is aborted in every stage once. */
import { testStages } from './_bad-ends.js';

testStages();
