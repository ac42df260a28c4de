/** Tests of the assembly. */
@NullMarked
package io.ctrrank.models;

import org.jspecify.annotations.NullMarked;
