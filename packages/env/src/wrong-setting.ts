/** A variable that is wrong, by its name and what is wrong with it; never its value, which may be a secret. */
export class WrongSetting extends Error {
  readonly variable: string;
  readonly problem: string;

  constructor(variable: string, problem: string) {
    super(`${variable}: ${problem}`);
    this.variable = variable;
    this.problem = problem;
  }
}
