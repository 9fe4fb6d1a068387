/** The lake's process of its own: an entry beside the command, by which the backend of `cord dev` starts it. */
import '@cord/local/lake-process';
