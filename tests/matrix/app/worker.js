import { serve } from 'lenet1989/worker'

serve()
