/**
 * Interaction logs on disk become impressions, features and histories in model form. Readers stop
 * at the first bad row and name it; what comes out depends only on the files' content.
 */
@NullMarked
package io.ctrrank.trainer.data;

import org.jspecify.annotations.NullMarked;
