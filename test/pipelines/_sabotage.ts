import { Worker } from '../../src/flow/worker.js';

/**
 * From now on `act` is called as the stage of this name begins on its second item; what it throws is the stage's.
 * The pipeline itself stays as it is: it is built anew for each run, out of reach.
 */
export function sabotage(name: string, act: () => void): Disposable {
	const { handle } = Worker.prototype;
	Worker.prototype.handle = function (parcel) {
		const { operator, stage, meter } = this;
		if (stage.name === name && meter.received === 1) {
			const { process } = operator;
			Object.assign(operator, {
				process(...values: Parameters<typeof process>) {
					act();
					return process(...values);
				},
			});
		}

		return handle.call(this, parcel);
	};
	return {
		[Symbol.dispose]() {
			Worker.prototype.handle = handle;
		},
	};
}
