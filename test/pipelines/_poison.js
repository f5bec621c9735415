/**
 * Puts NaN into batches of a process' trainings, by the numbers of their last photos, so that a training that goes on
 * or is made again meets the same. In JavaScript, for processes that load compiled code.
 *
 * @param {{ Worker: Function, tf: object }} modules those of the process
 * @param {readonly { term: string, from: number, to: number }[]} poisons what is not to be finite, and where
 */
export function poison({ Worker, tf }, poisons) {
	const nan = (tensor) => tf.fill(tensor.shape, Number.NaN);
	const targets = (batch, name) => ({
		targets: { ...batch.teacherOutputs.targets, [name]: nan(batch.teacherOutputs.targets[name]) },
	});
	const taught = (batch, change) => ({ ...batch, teacherOutputs: { ...batch.teacherOutputs, ...change } });
	const changes = {
		// What both networks see is right; what the reconstruction is compared with is not.
		lossReconstruction: (batch) => ({ ...batch, clean: nan(batch.clean) }),
		lossDistillation: (batch) => taught(batch, targets(batch, 'patches')),
		lossClassDistillation: (batch) => taught(batch, targets(batch, 'classes')),
		lossContrast: (batch) => taught(batch, { keys: nan(batch.teacherOutputs.keys) }),
	};
	const { handle } = Worker.prototype;
	Worker.prototype.handle = function (parcel) {
		const { operator, stage } = this;
		const last = Number.parseInt(parcel.index, 10);
		const found = poisons.find(({ from, to }) => last >= from && last <= to);
		if (!found || stage.name !== 'student-gradients') return handle.call(this, parcel);
		const { process } = operator;
		operator.process = (batch, context) => {
			operator.process = process;
			return operator.process(changes[found.term](batch), context);
		};
		return handle.call(this, parcel);
	};
}
