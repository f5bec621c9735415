import test from 'ava';
import { useBackend } from '../../support/backend.js';
import { testMicroBatches } from './_by-terms.js';

test.before(useBackend);
testMicroBatches(8);
