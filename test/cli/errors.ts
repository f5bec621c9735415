/** Within this process; `errors.long.ts` starts a process for each. */
import { callMmc } from '../support/call-mmc.js';
import { testErrors } from './_errors.js';

testErrors(callMmc);
