/** The worker of the page: trains what `RemoteNetwork` asks for. */
import { serve } from 'lenet1989/worker'

serve()
