package io.ctrrank.live.yaml;

/**
 * {@code set}: keeps a value of the last answer.
 *
 * @param path of the value
 * @param name of the variable
 */
record SetStep(int line, ValuePath path, String name) implements Step {

  @Override
  public void run(World world) {
    Object value = world.at(path);
    if (value == null) {
      throw new AssertionError("[set] found nothing at [" + path + "]");
    }
    world.variables().set(name, value);
  }

  @Override
  public boolean asserts() {
    return false;
  }
}
