/// The configuration file, checked whole and turned into the gateway's own records once, at start.
@NullMarked
package dev.pointsman.app.config;

import org.jspecify.annotations.NullMarked;
